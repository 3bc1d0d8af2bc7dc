-- Question: Which organisations take part, in which role, with which responsibility, and from when to when?
-- Parameters: $partnership (text), $as_of (date), $known_at (timestamp), $language (text)
-- Columns: organisation_id, name, type, legal_form, size, nuts_code, seat, role, counts_as_partner,
--     responsibilities, activities, reports, date_joined, date_left, is_in, stated_in
with members as (
    select
        *,
        -- Everything an organisation does as a partner is one row; what it does besides (paying, watching) another.
        is_partner(role) as counts_as_partner
    from partners_in($language, $known_at)
    where partnership_id = $partnership and coalesce(date_joined <= $as_of::date, true)
),

organisation_roles as (
    select
        members.organisation_id,
        members.counts_as_partner,
        -- The role that says most comes first in the list of the contract.
        arg_min(
            members.role,
            (
                coalesce(
                    list_position(
                        ['lead_partner', 'managing_organisation', 'mandatory_partner', 'partner'], members.role
                    ),
                    9
                ),
                members.role
            )
        ) as role,
        list_sort(list(distinct members.responsibility)) as responsibilities,
        list_sort(list(distinct activities.name) filter (where activities.activity_id is not null)) as activities,
        bool_or(members.reports) as reports,
        min(members.date_joined) as date_joined,
        -- Whoever leaves later has not left.
        case
            when count(members.date_left) = count(*) and max(members.date_left) <= $as_of::date
                then max(members.date_left)
        end as date_left,
        bool_or(valid_on($as_of, members.date_joined, members.date_left)) as is_in,
        max(members.stated_in) as stated_in
    from members
    left join activities_in($language, $known_at) as activities on members.activity_id = activities.activity_id
    group by members.organisation_id, members.counts_as_partner
)

select
    organisation_roles.organisation_id,
    organisations.name,
    organisations.type,
    organisations.legal_form,
    organisations.size,
    organisations.nuts_code,
    areas.name as seat,
    organisation_roles.role,
    organisation_roles.counts_as_partner,
    organisation_roles.responsibilities,
    organisation_roles.activities,
    organisation_roles.reports,
    organisation_roles.date_joined,
    organisation_roles.date_left,
    organisation_roles.is_in,
    organisation_roles.stated_in
from organisation_roles
inner join organisations_in($language, $known_at) as organisations using (organisation_id)
left join areas_in($language, $known_at) as areas on organisations.area_id = areas.area_id
order by
    counts_as_partner desc,
    -- The lead first.
    coalesce(list_position(['lead_partner', 'managing_organisation', 'mandatory_partner'], organisation_roles.role), 9),
    name,
    organisation_roles.organisation_id
