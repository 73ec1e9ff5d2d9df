"""What can happen to the programme's frame.

Rulebooks
    load_rulebooks        bring in the shipped ones, once
    freeze_rulebook       from now on it can only be succeeded (publishing a call does this)
    succeed_rulebook      write the next version

Years
    plan_year             announce a year and the rulebook its calls start from
    set_year_rulebook     choose another one
    open_year, close_year

Money
    set_regional_budget   what a region may grant in a year
    commit_budget         promise some of it to projects (releasing a round does this)
    give_back_budget      take a promise back
    move_pool_money       into the central pool of a year, and out of it

Calendar
    change_holiday        a day that differs from the published calendar
    forget_holiday        it does not after all
"""
