"""Every component id, once."""

from enum import StrEnum


class Ids(StrEnum):
    # stores (browser memory)
    REQUESTED = "requested"  # query string the address line asks for
    VIEW = "view"  # query string of the state shown, without selection
    SELECTION = "selection"  # list of selected area ids
    PICKED = "picked"  # the same after somebody chose them here; asks for the Steckbrief and the sum
    VALUES = "values"  # figures of the areas shown, in columns
    DATA_VIEW = "data-view"  # like VIEW, on the page „Daten und Methoden“ only
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
    CLASS_COUNT_BOX = "class-count-box"
    BOUNDS = "bounds"
    BOUNDS_BOX = "bounds-box"
    THRESHOLD = "threshold"
    THRESHOLD_NUMBER = "threshold-number"
    THRESHOLD_BOX = "threshold-box"
    VERSUS = "versus"
    RESET = "reset"
    # „Eingrenzen“
    FILTER_OPEN = "filter-open"
    FILTER_VIEW = "filter-view"  # like VIEW, while the panel is open
    FILTER_LINE = "filter-line"
    FILTER_REMOVE = "filter-remove"  # type of the pattern id of a button that removes a condition
    FILTER_DRAWER = "filter-drawer"
    FILTER_COUNT = "filter-count"
    FILTER_INDICATOR = "filter-indicator"
    FILTER_PERIOD = "filter-period"
    FILTER_PERIOD_BOX = "filter-period-box"
    FILTER_HINT = "filter-hint"
    FILTER_LOW = "filter-low"
    FILTER_HIGH = "filter-high"
    FILTER_PROBLEM = "filter-problem"
    FILTER_ADD = "filter-add"
    FILTER_KIND = "filter-kind"
    FILTER_SIZE = "filter-size"
    FILTER_IN = "filter-in"
    FILTER_IDS = "filter-ids"
    FILTER_SELECTED = "filter-selected"
    # what is seen
    NOTICE = "notice"
    HEADLINE = "headline"
    MAP = "map"
    MAP_2 = "map-2"
    MAPS = "maps"
    LEGEND = "legend"
    LEGEND_2 = "legend-2"
    LEGEND_TITLE = "legend-title"
    LEGEND_TITLE_2 = "legend-title-2"
    INDICATOR_2_MAP = "indicator-2-map"
    ATTRIBUTION = "attribution"
    SEARCH = "search"
    RANKING = "ranking"
    RANKING_NOTE = "ranking-note"
    SELECTED = "selected"
    SELECTED_COUNT = "selected-count"
    SUMMARY = "summary"
    CLEAR = "clear"
    LIVE = "live"  # what a screen reader is told
    POINTER = "pointer"
    PROFILE = "profile"
    # pages
    PAGE_KARTE = "page-karte"
    PAGE_DATA = "page-data"
    NAV = "nav"
    # page „Daten und Methoden“
    DATA_CHANGED = "data-changed"  # fingerprint after an import, removal or undo in this page
    DATASETS = "datasets"
    UPLOAD = "upload"
    STAGED = "staged"  # token of the upload that waits for confirmation
    IMPORT_OPTIONS = "import-options"
    IMPORT_LEVEL = "import-level"
    IMPORT_PARENT = "import-parent"
    IMPORT_PERIOD = "import-period"
    IMPORT_CATALOG = "import-catalog"
    IMPORT_CHECK = "import-check"
    IMPORT_CONFIRM = "import-confirm"
    IMPORT_DISCARD = "import-discard"
    IMPORT_UNDO = "import-undo"
    UNDO_BOX = "undo-box"
    IMPORT_REPORT = "import-report"
    IMPORT_RESULT = "import-result"
    REQUEST_INDICATOR = "request-indicator"
    REQUEST_REGION = "request-region"
    REQUEST_LEVEL = "request-level"
    REQUEST_PERIOD = "request-period"
    REQUEST_LETTER = "request-letter"
    REQUEST_FORM = "request-form"
    REQUEST_RESULT = "request-result"
    REQUEST_FILE = "request-file"
    ASSIGNED = "assigned"  # key → area id decided by hand for the staged upload
    ASSIGN = "assign"  # type of the pattern id of a key that joined with no area
    REMOVE = "remove"  # type of the pattern id of a dataset's button
    BOOT = "boot"
    SINK = "sink"
