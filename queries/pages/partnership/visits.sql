-- Question: When did the quality coach visit, and what is still to be improved?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: what, item_id, on_date, text, owner, due_date, state, is_late
select
    'visit' as what,
    meeting_id as item_id,
    meeting_date as on_date,
    decisions as text,
    null as owner,
    null as due_date,
    null as state,
    null as is_late
from current_rows_of('meetings', $partnership, $known_at)
where kind = 'quality_visit' and meeting_date <= $as_of::date
union all
select
    'improvement' as what,
    recommendations.recommendation_id as item_id,
    meetings.meeting_date as on_date,
    recommendations.text,
    owners.name as owner,
    recommendations.due_date,
    -- No day is stated on which it was done: before the day it was due, it is taken as open.
    case when recommendations.state = 'done' then 'open' else recommendations.state end as state,
    recommendations.due_date < $as_of::date as is_late
from recommendations_in($language, $known_at) as recommendations
left join current_rows_of('meetings', $partnership, $known_at) as meetings using (meeting_id)
left join organisations_in($language, $known_at) as owners on recommendations.owner_id = owners.organisation_id
where
    recommendations.partnership_id = $partnership
    and recommendations.kind = 'improvement'
    and (
        recommendations.state in ('open', 'in_progress')
        or (
            recommendations.state = 'done'
            and recommendations.due_date > $as_of::date
            and recommendations.due_date <= $known_at::date
        )
    )
    and coalesce(meetings.meeting_date <= $as_of::date, true)
order by what desc, on_date desc nulls last, due_date nulls last, item_id
