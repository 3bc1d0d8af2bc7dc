-- Question: Which share of the people did a partnership plan for each category of each matrix?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: matrix, target_group_id, category, planned, columns_added, matrix_total, is_off, printed_total,
--     source
with categories as (
    -- The columns of a matrix have no heading in the source; only their sum has a meaning: each matrix adds up to 100.
    select
        matrix,
        category,
        first(target_group_id order by submission_id, file_number, source_row) as target_group_id,
        -- The sum of fractions depends on their order.
        sum(percent order by percent) as percent,
        count(*) as columns_added,
        first(printed_total order by submission_id, file_number, source_row) as printed_total,
        first(source_id order by submission_id, file_number, source_row) as source_id,
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
    sum(categories.percent) over (
        partition by categories.matrix
        order by categories.place rows between unbounded preceding and unbounded following
    ) as matrix_total,
    -- As rule R06 judges.
    round(matrix_total, 6) <> 100 as is_off,
    categories.printed_total,
    coalesce(sources.short_title, categories.source_id) as source
from categories
left join current_rows('sources', $known_at) as sources on categories.source_id = sources.source_id
order by min(categories.place) over (partition by categories.matrix), categories.place
