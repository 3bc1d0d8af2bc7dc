-- Question: Which known contradictions and doubts concern an indicator?
-- Parameters: $indicator (text), $known_at (timestamp), $language (text)
-- Columns: data_note_id, severity, kind, statement_a, statement_b, treatment
select distinct
    notes.data_note_id,
    notes.severity,
    notes.kind,
    notes.statement_a,
    notes.statement_b,
    notes.treatment
from data_notes_in($language, $known_at) as notes
inner join current_rows('data_note_links', $known_at) as links using (data_note_id)
where links.record_id = $indicator
order by notes.data_note_id
