-- Question: From which part of what was expected is an indicator ahead, on track or behind? The one place for the
--     bands.
-- Parameters: none
-- Columns: ahead_above, on_track_from, behind_from (shares of what was expected); pieces (a count is never judged on
--     less than so many whole ones); too_early_below (what is not counted in pieces: share of the way that is
--     expected)
create or replace macro bands() as table
    select
        1.15::double as ahead_above,
        0.85::double as on_track_from,
        0.5::double as behind_from,
        1 as pieces,
        0.05::double as too_early_below;
