-- Question: Whose money is it? The chosen partnership's, or that of every partnership of a programme that has any.
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: partnership_id, name
with parts as (
    select
        partnership_id,
        name
    from partnerships_in($language, $known_at)
    where
        parent_id = $partnership
        and partnership_id in (
            select partnership_id from current_rows('budgets', $known_at)
            union
            select partnership_id from current_rows('claims', $known_at)
            where period_end <= $as_of::date
        )
)

select * from parts
union all
select
    partnership_id,
    name
from partnerships_in($language, $known_at)
where partnership_id = $partnership and not exists (select 1 from parts)
order by name, partnership_id
