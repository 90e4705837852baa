"""The made-up commune: invented exports to try the system with, and the figures that they must give.

Belongs here: a simulated truth, what offices make of it, faults planted in that, and the figures straight from the truth.
Does not belong here: any of the product's own reading, checking or counting; golden figures must not come from the code they test.
Pure function of a seed; no clock; every file says that it is invented.
"""
