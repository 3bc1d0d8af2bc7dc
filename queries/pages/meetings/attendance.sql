-- Question: Which organisations sit in a meeting by right, and which were represented? Members first, by name.
-- Parameters: $partnership (text), $meeting (text), $known_at (timestamp), $language (text)
-- Columns: partnership_id, meeting_id, organisation_id, capacity, delegates, reason, language, source_id,
--     source_section, note, submission_id, versions, name, is_present, is_member, is_authority
with members as (
    select
        organisation_id,
        bool_or(role in ('lead_partner', 'partner', 'mandatory_partner', 'managing_organisation')) as is_member,
        bool_or(role = 'managing_authority') as is_authority
    from current_rows_of('partners', $partnership, $known_at)
    where role in ('lead_partner', 'partner', 'mandatory_partner', 'managing_organisation', 'managing_authority')
    group by organisation_id
),

present as (
    select *
    from standing_versions('attendance', $partnership, $known_at)
    where meeting_id = $meeting
    qualify row_number() over (partition by organisation_id order by submission_id desc) = 1
)

select
    $partnership as partnership_id,
    $meeting as meeting_id,
    coalesce(present.organisation_id, members.organisation_id) as organisation_id,
    present.capacity,
    present.delegates,
    present.reason,
    present.language,
    present.source_id,
    present.source_section,
    present.note,
    present.submission_id,
    present.versions,
    organisations.name,
    present.capacity is not null and coalesce(present.delegates, 1) > 0 as is_present,
    coalesce(members.is_member, false) as is_member,
    coalesce(members.is_authority, false) as is_authority
from members
full join present on members.organisation_id = present.organisation_id
left join organisations_in($language, $known_at) as organisations
    on coalesce(present.organisation_id, members.organisation_id) = organisations.organisation_id
order by
    coalesce(members.is_member, false) desc,
    organisations.name,
    coalesce(present.organisation_id, members.organisation_id)
