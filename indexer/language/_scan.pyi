from .stretches import add as add
from .stretches import edges as edges
from .stretches import find as find
from .stretches import sums as sums
