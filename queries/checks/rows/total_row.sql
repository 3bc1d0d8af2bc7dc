-- Question: Which rows without a partner are the sum of the rows of partners, so that all would count twice?
-- Parameters: $submission_id (integer), $known_at (timestamp)
-- Columns: table_name, file_number, source_row, field, value
-- Severity: error
-- Says: This row seems to be a total.
-- Mend: Leave totals out: Peil adds up itself, and would count everything twice.
with added as (
    select indicator_id
    from current_rows('indicators', $known_at)
    where over_partners = 'sum' and measure in ('flow', 'running_total')
),

-- Only the partnerships that hand in a row without a partner are looked at.
figures as (
    select results.*
    from current_results(null, $known_at) as results
    semi join added using (indicator_id)
    where
        results.value is not null
        and results.partnership_id in (
            select handed_in.partnership_id
            from results as handed_in
            where handed_in.submission_id = $submission_id and handed_in.partner_id is null
        )
),

of_partners as (
    select
        partnership_id,
        indicator_id,
        period_end,
        area_id,
        target_group_id,
        gender,
        reading,
        sum(value::decimal(18, 4)) as total
    from figures
    where partner_id is not null
    group by all
    having count(distinct partner_id) > 1
)

select
    'results' as table_name,
    figures.file_number,
    figures.source_row,
    'value' as field,
    figures.value
from figures
inner join of_partners
    on
        figures.partnership_id = of_partners.partnership_id
        and figures.indicator_id = of_partners.indicator_id
        and figures.period_end = of_partners.period_end
        and figures.area_id is not distinct from of_partners.area_id
        and figures.target_group_id is not distinct from of_partners.target_group_id
        and figures.gender is not distinct from of_partners.gender
        and figures.reading is not distinct from of_partners.reading
where
    figures.submission_id = $submission_id
    and figures.partner_id is null
    and figures.value <> 0
    and figures.value::decimal(18, 4) = of_partners.total
