from .loops import find as find
from .loops import gain as gain
from .loops import keys as keys
from .loops import places as places
from .loops import spans as spans
