"""The checks are checked: known defects planted in copies, and what the product makes of them.

Belongs here: many made-up communes in one build, and the self-test over them. Does not belong here: how a defect is planted
(``pipelines.demo``), any check.

Everything happens in a folder of its own; of the officer's home only ``state/self_test`` is written.
"""
