"""Calls that go on now, and the news that open pages get."""
