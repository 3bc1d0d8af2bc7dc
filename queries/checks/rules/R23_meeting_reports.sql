-- Question: Did every steering-group meeting have the financial and the content report on its agenda?
-- Parameters: $known_at (timestamp)
-- Columns: outcome, partnership_id, subject, stated, computed, difference, reason
-- Figures: on the agenda {computed} of {stated} reports
-- Unit: number
-- Pages: partnership, steering_group
with agendas as (
    select
        partnership_id,
        meeting_id,
        financial_report,
        content_report,
        coalesce(cast(financial_report as integer), 0) + coalesce(cast(content_report as integer), 0) as reports
    from current_rows('meetings', $known_at)
    where
        kind = 'steering_group'
        and coalesce(state = 'held', true)
        and meeting_date <= cast($known_at as date)
)

select
    case when not financial_report or not content_report then 'fail' else 'not_computable' end as outcome,
    partnership_id,
    meeting_id as subject,
    cast(2 as double) as stated,
    cast(reports as double) as computed,
    cast(reports - 2 as double) as difference,
    case
        when not financial_report and not content_report then 'no_reports'
        when not financial_report then 'no_financial_report'
        when not content_report then 'no_content_report'
        else 'agenda_not_stated'
    end as reason
from agendas
where reports < 2
union all by name
select
    'pass' as outcome,
    partnership_id,
    cast(2 * count(*) as double) as stated,
    cast(sum(reports) as double) as computed
from agendas
group by partnership_id
having bool_and(reports = 2)
union all by name
select
    'not_computable' as outcome,
    'no_data' as reason
where not exists (select 1 from agendas)
order by partnership_id, subject
