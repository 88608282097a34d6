from .stretch import stretches as stretches
