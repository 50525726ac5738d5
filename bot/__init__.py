"""Luuri: answers the county's phone, listens, and leaves nobody alone."""

import os

# numpy's matrix library otherwise keeps a thread for each core spinning after every small product,
# which costs half as much again as hearing itself. It reads this when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
