from .loops import begun as begun
from .loops import find as find
from .loops import gain as gain
from .loops import hold as hold
from .loops import keys as keys
from .loops import places as places
from .loops import postings as postings
from .loops import spans as spans
