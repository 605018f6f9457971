# Saved filters of lists, and the filters of the list of cases
filters = Saved filters
    .intro = A saved filter keeps what a list was filtered and ordered by. It is asked anew each time: “me” is whoever opens it, “late” means today.
filters-none = All cases
filters-me = Me
filters-since = Opened from
filters-until = Opened until
filters-found =
    { $n ->
        [0] No cases match.
        [one] 1 case matches.
       *[other] { $n } cases match.
    }
filters-more-than = More than { $n } cases match.
filters-keep = Manage saved filters
filters-broken = A saved filter no longer fits the list and is left out of the row. The page of saved filters says why.
filters-empty = No saved filters
    .text = Filter the list of cases, and save what you will need again.
filters-name = Name
filters-audience = Who sees it
filters-change = Change
filters-unusable = No longer fits
filters-only-me = Only I
filters-shared-with = Unit { $unit }
act-filter-save = Save this filter
    .intro = What the list is filtered and ordered by now is kept under a name.
    .submit = Save the filter
    .done = The filter is saved.
filter-save-name = Name
    .hint = For example: Late and nobody has it
filter-save-audience = Who sees it
act-filter-rename = Rename
    .intro = The filter is now called { $name }.
    .submit = Rename the filter
    .done = The filter has a new name.
filter-rename-name = Name
act-filter-remove = Remove
    .intro = The filter { $name } is no longer kept. The cases stay as they are.
    .submit = Remove the filter
    .done = The filter is removed.
event-filter-saved = Filter saved
event-filter-renamed = Filter renamed
event-filter-removed = Filter removed
subject-filter = Saved filter
refusal-filter-exists = The filter is saved already.
refusal-filter-unknown = There is no such saved filter.
refusal-filter-of-unit = What a unit shares is saved, renamed and removed by its leads.
refusal-filter-nameless = Give the filter a name.
refusal-filter-name-long = A name has at most { $max } characters.
refusal-filter-name-taken = Another saved filter has this name. Choose another.
refusal-filters-many = At most { $max } filters are kept. Remove one that is not needed.
refusal-filter-empty = There is nothing to save: the list is not filtered.
