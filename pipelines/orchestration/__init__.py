"""Dagster: assets, checks, jobs, schedule, sensor, each a thin call of a plain function that the CLI and the tests call too.

Belongs here: what Dagster must be told. Does not belong here: any work of its own.
Everything is built by functions: importing these modules reads no file and no clock.
"""
