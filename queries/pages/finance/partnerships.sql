-- Question: Whose money is it? The chosen partnership's, or that of every partnership of a programme that has any.
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: partnership_id, name
with parts as (
    select
        partnership_id,
        in_language($language, name_nl, name_fr, name_en) as name
    from current_rows('partnerships', $known_at)
    where
        parent_id = $partnership
        and partnership_id in (
            select partnership_id from current_rows('budgets', $known_at)
            union
            select partnership_id from current_rows('claims', $known_at)
        )
)

select * from parts
union all
select
    partnership_id,
    in_language($language, name_nl, name_fr, name_en) as name
from current_rows_of('partnerships', $partnership, $known_at)
where not exists (select 1 from parts)
order by name, partnership_id
