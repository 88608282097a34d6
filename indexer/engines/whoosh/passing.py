"""What passes by itself, or with more room, and tells nothing of the files that were being read."""

import errno

EXHAUSTED = MemoryError, RecursionError
LACKS = frozenset((errno.EACCES, errno.EAGAIN, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EPERM))


def passes(error: BaseException) -> bool:
    """Whether an error is of this process or of the moment: no memory, no more open files, no access."""
    return isinstance(error, EXHAUSTED) or (isinstance(error, OSError) and error.errno in LACKS)
