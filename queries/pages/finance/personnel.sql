-- Question: Which part of the cost of each partner is for personnel, as stated and as computed from it?
-- Parameters: $partnership (text), $known_at (timestamp), $language (text)
-- Columns: partner_id, partner, eligible, share_percent, amount, amount_is_computed, source, source_section
with stated as (
    select
        partner_id,
        rate_percent as share_percent,
        amount,
        source_id,
        source_section,
        submission_id,
        file_number,
        source_row
    from current_rows_of('budgets', $partnership, $known_at)
    where line = 'personnel'
    union all
    -- A planned share, whatever the date of the document that states it.
    select
        partner_id,
        value as share_percent,
        null as amount,
        source_id,
        source_section,
        submission_id,
        file_number,
        source_row
    from current_results($partnership, $known_at)
    where
        value is not null
        and indicator_id in (
            select indicators.indicator_id from current_rows('indicators', $known_at) as indicators
            where indicators.budget_line = 'personnel'
        )
    qualify
        row_number() over (
            partition by partner_id
            order by period_end desc, reading nulls first, submission_id desc, file_number, source_row
        ) = 1
)

select
    stated.partner_id,
    organisations.name as partner,
    budgets.eligible,
    coalesce(
        stated.share_percent, round(100 * stated.amount::double / nullif(budgets.eligible, 0), 1)
    ) as share_percent,
    coalesce(stated.amount::double, round(budgets.eligible * stated.share_percent / 100, 2)) as amount,
    stated.amount is null as amount_is_computed,
    coalesce(sources.short_title, stated.source_id) as source,
    stated.source_section
from stated
left join partner_budgets([$partnership], $known_at) as budgets using (partner_id)
left join organisations_in($language, $known_at) as organisations on stated.partner_id = organisations.organisation_id
left join current_rows('sources', $known_at) as sources on stated.source_id = sources.source_id
order by
    partner,
    stated.partner_id,
    -- A share that was stated alone came from a result.
    stated.share_percent,
    stated.amount,
    stated.submission_id,
    stated.file_number,
    stated.source_row
