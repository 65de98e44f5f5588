"""The relationship map: who knows whom, drawn so that every name can be read.

`network` reads a picture's rows into people and ties; `groups` gathers people where they are too many to
draw; `placing` gives each a place; `labels` finds room for names; `drawing` writes the SVG.
"""

from closeknit.reports.maps.drawing import map_svg, standing
from closeknit.reports.maps.groups import groups_of, leads_of, part_of
from closeknit.reports.maps.placing import NOBODY, Stood

__all__ = ["NOBODY", "Stood", "groups_of", "leads_of", "map_svg", "part_of", "standing"]
