-- Question: From which pace is an indicator ahead, on track or behind? The one place where the bands stand.
-- Parameters: none
-- Columns: ahead_above, on_track_from, behind_from (share of what was expected by now)
create or replace macro bands() as table
    select
        1.15::double as ahead_above,
        0.85::double as on_track_from,
        0.5::double as behind_from;
