-- Question: Which share of the people did a partnership plan for each category of each matrix?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: matrix, target_group_id, category, planned, columns_added, matrix_total, is_off, printed_total,
--     source
with categories as (
    -- The columns of a matrix have no heading in the source; only their sum has a meaning: each matrix adds up to 100.
    select
        matrix,
        category,
        any_value(target_group_id) as target_group_id,
        sum(percent) as percent,
        count(*) as columns_added,
        any_value(printed_total) as printed_total,
        any_value(source_id) as source_id,
        min((submission_id, file_number, source_row)) as place
    from beneficiary_shares_in($language, $known_at)
    where partnership_id = $partnership
    group by matrix, category
)

select
    categories.matrix,
    categories.target_group_id,
    categories.category,
    categories.percent / 100 as planned,
    categories.columns_added,
    sum(categories.percent) over (partition by categories.matrix) as matrix_total,
    -- As rule R06 judges.
    round(matrix_total, 6) <> 100 as is_off,
    categories.printed_total,
    coalesce(sources.short_title, categories.source_id) as source
from categories
left join current_rows('sources', $known_at) as sources on categories.source_id = sources.source_id
order by min(categories.place) over (partition by categories.matrix), categories.place
