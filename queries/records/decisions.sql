-- Question: Stores a decision on which of several readings of a figure stands.
-- Parameters: $submission_id (integer), $received_at (timestamp), $partnership_id (text), $indicator_id (text),
--     $partner_id (text, null for all), $period_end (date, null for all), $reading (text), $reason (text)
-- Columns: none
insert into decisions (
    submission_id, decided_at, partnership_id, indicator_id, partner_id, period_end, reading, reason
)
values (
    $submission_id, $received_at, $partnership_id, $indicator_id, $partner_id, $period_end, $reading, $reason
)
