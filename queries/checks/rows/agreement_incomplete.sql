-- Question: Which agreements say not what is agreed, or not who does it?
-- Parameters: $submission_id (integer)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: warning
-- Says: An agreement says what is agreed, and which organisation does it.
-- Mend: Fill in the text (in one language is enough) and the organisation.
select
    'recommendations' as table_name,
    file_number,
    source_row,
    case when coalesce(text_nl, text_fr, text_en) is null then 'text_en' else 'owner_id' end as field,
    recommendation_id as value
from recommendations
where
    submission_id = $submission_id
    and (coalesce(text_nl, text_fr, text_en) is null or (kind = 'agreement' and owner_id is null))
