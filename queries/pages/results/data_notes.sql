-- Question: Which known contradictions and doubts concern an indicator?
-- Parameters: $indicator (text), $known_at (timestamp), $language (text)
-- Columns: data_note_id, severity, kind, statement_a, statement_b, treatment
select distinct
    notes.data_note_id,
    notes.severity,
    notes.kind,
    in_language($language, notes.statement_a_nl, notes.statement_a_fr, notes.statement_a_en) as statement_a,
    in_language($language, notes.statement_b_nl, notes.statement_b_fr, notes.statement_b_en) as statement_b,
    in_language($language, notes.treatment_nl, notes.treatment_fr, notes.treatment_en) as treatment
from current_rows('data_notes', $known_at) as notes
inner join current_rows('data_note_links', $known_at) as links using (data_note_id)
where links.record_id = $indicator
order by notes.data_note_id
