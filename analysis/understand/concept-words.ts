/**
 * Words that point the same way, whatever the trade: a model that has seen "goodbye" knows "farewell" too.
 * A pair of words is written with an underscore.
 */
export const CONCEPTS: Readonly<Record<string, string>> = {
  leave: `cancel cancelled canceled cancelling canceling cancellation unsubscribe unsubscribed uninstall
    uninstalled uninstalling delete deleted deleting quit quitting quits leave leaving left goodbye bye
    farewell adieu adios ciao cheerio so_long see_ya done_with i'm_done im_done am_done i'm_out im_out we're_out
    i'm_off we're_off moving_on moved_on ditch ditched ditching dump dumped dumping drop dropped dropping
    terminate terminated closing_my closed_my close_my ending_my ended_my return_it returned_it`,
  switch: `switch switched switching migrate migrated migrating migration port ported porting pac_code
    moving_to moved_to move_to moving_back going_back gone_back went_back back_to changing_to changed_to
    instead elsewhere somewhere_else another_brand another_company someone_else other_brand competitor
    competitors competition rival rivals alternative alternatives replacement replace replacing replaced_by
    over_to shopping_around`,
  never_again: `never_again never_going never_coming never_buying never_using never_ordering never_flying
    never_setting last_time last_straw final_straw last_order last_visit last_ever not_coming won't_be
    wont_be not_renewing won't_renew lost_me lost_us lost_a lost_my no_more no_longer ever_again again_ever
    enough_is had_enough deal_breaker dealbreaker with_feet my_feet chargeback`,
  loyal_past: `years_of loyal loyalty customer_since since_2010 since_2012 since_2015 regular regulars
    long_time longtime used_to once_was after_years years_and decade decades`,
  recommend: `recommend recommended recommending recommends recommendation must_try must_visit must_have
    go_there go_here go_for go_to go_see get_it get_one get_yourself get_the get_some try_it try_the try_them
    try_this treat_yourself buy_it buy_one book_it order_the ask_for worth_it worth_every worth_the check_out
    check_them look_no do_yourself give_them look_there thank_me trust_me trust_us hear_me you_need
    you_won't you_will if_you're if_you run_don't run_to sign_up highly can't_go cannot_go hands_down
    second_to`,
  told_others: `told tell telling convinced converted convincing dragged persuaded talked_into signed_up
    sent_my brought_my brought_the got_my got_half half_the half_my whole_office whole_team whole_family
    everyone_i everybody_i all_my my_friends my_mum my_mom my_mother my_sister my_brother my_dad my_boss
    my_neighbour my_neighbours my_neighbors my_colleagues my_flatmate neighbours neighbors colleagues
    coworkers spread_the word_of evangelist preach preaching`,
  thanks: `thank thanks thankyou thanking thankful ty tysm thx cheers grateful gratitude appreciate
    appreciated appreciation bless kudos props respect hats_off hat_off shoutout shout_out well_done
    bravo owe_you owe_them legend legends hero heroes star stars angel angels saint saints lifesaver
    saved_my saved_me saved_us saved_our above_and went_out pass_on tell_her tell_him tell_them`,
  kind_staff: `kind kindly kindness patient patiently lovely sweet gentle polite courteous attentive
    friendly helpful thoughtful caring smiling smile smiled remembered unprompted unasked rang_me rang_twice
    rang_back called_back stayed_on stayed_late waited_with walked_me helped explained fixed_it sorted_it
    sorted_out refunded replaced no_fuss no_questions without_asking didn't_charge no_charge free_of`,
  delight: `love loved loving adore adored obsessed obsession addicted hooked delicious tasty yummy divine
    heaven heavenly perfect perfection flawless brilliant superb excellent amazing awesome incredible
    outstanding gorgeous beautiful stunning magic magical dream dreamy bliss blissful joy delight delighted
    happy happiest glad thrilled chuffed impressed blown_away over_the best favourite favorite finest
    greatest wow unreal insane banger chef's_kiss 10/10 five_stars 5_stars spoiled spoilt cried crying_happy
    tears_of changed_my life_changing game_changer never_been so_good too_good goated slaps elite fire`,
  works_well: `works worked working smooth smoothly seamless reliable reliably fast quick quickly speedy
    on_time early punctual first_time straight_away within_minutes easy easily effortless painless simple
    still_going still_works holds_up held_up survived lasted lasts sturdy solid comfy comfortable cosy cozy
    fits warm fresh crisp clean spotless silent quiet no_complaints no_regrets zero_complaints zero_regrets
    can't_fault cannot_fault nothing_to just_works`,
  breach: `late delayed delay delays overdue missing lost stolen broken broke breaks cracked torn ripped
    damaged dented faulty defective leaking leaks mouldy moldy stale raw undercooked cold lukewarm soggy
    dirty filthy wrong incorrect empty dead dies died failed fails failing failure crash crashes crashed
    crashing freeze freezes froze frozen glitch bug buggy bugs down outage stuck useless unusable
    unacceptable disappointed disappointing disappointment letdown let_down ruined shambles shocking
    appalling joke a_joke disgrace ridiculous pathetic worst terrible awful horrible dreadful poor rubbish
    garbage trash crap shit shite misleading lied lies lying liars false`,
  waits: `waiting waited wait waits queue queued queueing queuing hold on_hold hours days weeks months
    minutes still_waiting still_no still_not still_hasn't no_reply no_response no_answer no_update nobody
    nobody's no_one ignored ignoring ignore silence unanswered chasing chased again_and for_the third_time
    second_time fourth_time fifth twice three_times 3rd 4th 2nd_time another_week any_update any_news`,
  money_wrong: `overcharged charged charging double_charged charged_twice billed debited refund refunds
    refunded refunding money_back my_money hidden_fee hidden_fees fee fees rip_off ripoff ripped_off robbed
    robbery scam scammed fraud theft daylight price_hike gone_up went_up put_up doubled tripled increase
    increased hike hiked shrinkflation smaller_now overpriced extortionate expensive pricey dear cheek`,
  rude_staff: `rude ruder rudest dismissive dismissed unhelpful condescending sneered sneering snapped
    shouted yelled swore laughed_at laughed_in eye_roll rolled_her rolled_his shrugged shrug attitude
    hung_up ignored_me ignored_us talked_over bot chatbot script scripted copy_paste copy_and canned closed_my
    closed_the resolved transferred passed_around passed_from different_agents agents five_agents`,
  about_to_buy: `i'll_order i'll_get i'll_buy i'll_book i'll_try i'll_have i'll_be ordering buying booking
    purchasing pre-order preorder preordering preordered about_to going_to gonna want_to wanna looking_to
    thinking_of thinking_about considering tempted debating deciding torn_between can't_wait cannot_wait
    excited_to planning_to planning_on save_up saving_up saved_up payday pay_day paid_friday my_card
    card_out basket cart checkout wishlist wish_list take_my shut_up_and first_time trial free_trial
    signing_up sign_up opening_it joining upgrade upgrading treat_myself treating_myself getting_the
    getting_a getting_one getting_my next_week this_weekend this_saturday on_saturday on_monday tomorrow
    tonight at_lunch after_work`,
  asks_to_buy: `how_much price_of what's_the cost_of do_you in_stock back_in restock restocking restocked
    sold_out where_can where_do can_i can_you do_they is_there are_there available availability ship_to
    deliver_to delivery_to open_on opening_hours open_today open_tomorrow what_time book_a table_for
    reserve reservation any_slots slots tickets_for size_up still_have still_sell still_do discount_code
    promo student_discount`,
  asks: `anyone anybody does_anyone anyone_know any_idea any_ideas how_do how_can how_to where_is where's
    when_is when_does when_will when_do what_is which_one which_is who_do who_else is_it is_this is_that
    are_you are_they can_we could_you would_you should_i why_is why_does why_do help_me please_help wondering
    wonder curious question quick_question advice_please any_tips anyone_else`,
  suggest: `should could could_we would_be would_love i'd_love it'd_be wish wishing please_add please_make
    please_bring pls_add bring_back add_a add_an make_a make_it make_the let_us let_me let_people allow
    option toggle setting filter button dark_mode feature request idea ideas suggestion suggest proposal
    propose ask_for small_ask petition how_about what_about why_not consider maybe needs_a need_a needs_an
    we_need someone_should somebody_should imagine if_only instead_of just_add even_better would_make
    missing_is only_thing one_thing my_only fifth_star`,
  danger: `emergency urgent urgently asap help sos danger dangerous unsafe allergic allergy anaphylaxis
    epipen reaction swelling swollen hospital ambulance ambulances a&e er paramedic paramedics 999 911 112
    bleeding burned burnt burn burning fire flames smoke smoking sparks spark shock electrocuted gas fumes
    choking choked poisoned poisoning vomiting unconscious collapsed fainted seizure insulin inhaler oxygen
    meds medication trapped stranded locked_out locked_in locked_inside stuck_in stuck_at stuck_on
    stuck_outside stuck_inside alone dark freezing threatened threatening stalking stalker knife weapon
    assault attacked hurt injured injury suicide suicidal kill_myself end_it don't_want_to can't_breathe
    breathe hacked hacker fraudster drained emptied leaked leak breach exposed strangers stranger's lawyer
    solicitor attorney sue suing court journalist reporter deadline tonight right_now now_please in_an
    boarding surgery funeral wedding tomorrow_morning recall brakes brake lithium overheating melted`,
  over_now: `sorted resolved_now fixed_now all_good turned_out in_the_end eventually thankfully luckily
    last_year last_summer last_month years_ago months_ago weeks_ago ages_ago back_in used_to once_upon
    when_i drill rehearsal kidding joking jk lol lmao haha metaphor figuratively in_the_film the_book
    novel episode season lyrics song game level boss`,
  deal: `giveaway giveaways win winner winners retweet rt follow_and tag_a promo code link_in bio dm_me
    discount off_with click_here crypto airdrop hiring apply vacancy vacancies job_alert role salary shares
    stock_price nasdaq quarterly investors dividend`,
  news: `announces announced launches launched reports reported opens opening opened profits ceo acquires
    acquired merger partnership press_release according_to study survey poll history founded museum species
    latin plant plants garden gardening bird birds river lake hills mountain horse horses surname born died_in
    album band film movie novel poem recipe recipes soup`,
  ironic: `of_course sure_sure oh_great oh_good how_lovely how_kind so_kind well_done slow_clap what_a
    thanks_for nothing_says love_how love_that love_when always_nice brilliant_work great_job good_job
    nice_one nice_work congratulations congrats bravo masterclass genius innovative impressive_how
    shoutout_to a_treat such_a truly apparently allegedly surprise surprising shocker shocking_absolutely`,
}
