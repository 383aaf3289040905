"""Every component id, once."""

from enum import StrEnum


class Ids(StrEnum):
    # stores (browser memory)
    REQUESTED = "requested"  # query string the address line asks for
    VIEW = "view"  # query string of the state shown, without selection
    SELECTION = "selection"  # list of selected area ids
    VALUES = "values"  # classes and texts of the areas shown
    # controls
    REGION = "region"
    LEVEL = "level"
    INDICATOR = "indicator"
    GROUP = "group"
    GROUP_BOX = "group-box"
    PERIOD = "period"
    SCHEME = "scheme"
    CLASS_COUNT = "class-count"
    PALETTE = "palette"
    RESET = "reset"
    # what is seen
    NOTICE = "notice"
    HEADLINE = "headline"
    MAP = "map"
    AREAS = "areas"
    BORDERS = "borders"
    LEGEND = "legend"
    ATTRIBUTION = "attribution"
    SEARCH = "search"
    RANKING = "ranking"
    RANKING_NOTE = "ranking-note"
    POINTER = "pointer"
    PROFILE = "profile"
    BOOT = "boot"
    SINK = "sink"
