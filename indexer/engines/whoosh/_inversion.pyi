from .loops import grouped as grouped
from .loops import hashed as hashed
from .loops import moved as moved
from .loops import ranked as ranked
