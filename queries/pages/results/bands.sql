-- Question: From which share of what was expected by now is an indicator ahead, on track or behind?
-- Parameters: none
-- Columns: ahead_above, on_track_from, behind_from
from bands()
select
    ahead_above,
    on_track_from,
    behind_from
