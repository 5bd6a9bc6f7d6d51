import { type PlainPost, readPlainLines } from './plain-posts.ts'

/**
 * What people write to the help desk of a company: written for this project about trains, coaches, parcels, phones, banks
 * and hotels. The public sets are talk about anything; there, nobody asks for a receipt, and few say thanks.
 */
const LINES = `
- complaint soon | @tamsinshop no internet since Tuesday and the engineer never showed up. Again.
- complaint soon | @tamsinshop been on hold 94 minutes. 94!! Pick up the phone
- complaint soon | @tamsinshop your driver marked my parcel delivered at 10:02. I am standing at the door. There is no parcel.
- complaint none | @tamsinshop train sat outside the station for 40 min with no announcement. Classy.
- complaint,churn_threat none | @tamsinshop this is why people leave you for the competition. Done after this month
- complaint soon | @tamsinshop I've sent 3 DMs and 2 emails. Nobody has replied. Do you even have a support team?
- complaint soon | @tamsinshop so you cancelled my booking an hour before check in and won't give me my money back??
- complaint none | @tamsinshop what a joke of a company
- complaint none | @tamsinshop worst customer service I have ever dealt with, your agent hung up on me
- complaint soon | @tamsinshop where is my refund? It's been 3 weeks
- complaint soon | @tamsinshop still waiting...
- complaint none | Thanks @tamsinshop for losing my suitcase on a two hour coach trip. Impressive.
- complaint soon | @tamsinshop can someone please explain why my bill went up by 30 without any notice
- complaint soon | @tamsinshop really? another 2 hr delay and no bus in sight
- complaint none | @tamsinshop no heating on the sleeper train, kids were freezing all night. never again
- complaint soon | @tamsinshop your website won't let me log in, your app won't let me log in, and your phone line is closed. Now what?
- complaint none | @tamsinshop nice of your rep to roll her eyes at my mother when she asked for help
- complaint soon | @tamsinshop I was told someone would call me back within 24 hours. That was four days ago.
- complaint none | @tamsinshop paid extra for a window seat and got put next to the toilet
- complaint soon | @tamsinshop how do you lose a whole sofa
- complaint none | Shout out to @tamsinshop for ruining our anniversary weekend
- complaint none | @tamsinshop the room smelled of smoke and the front desk shrugged
- complaint soon | @tamsinshop system down again? my card was declined three times at the till
- complaint none | @tamsinshop "your call is important to us" haha ok
- complaint none | @tamsinshop your hold music should be illegal
- complaint soon | @tamsinshop charged me for a gym membership I cancelled in March and refuse to refund it
- complaint none | .@tamsinshop left 60 of us on the platform and drove off empty. unbelievable
- complaint soon | @tamsinshop I need this fixed today. I have called five times and get a different story every time
- complaint none | @tamsinshop you guys had one job
- complaint soon | @tamsinshop missed my connection because your coach left late, now stuck till morning and no one will rebook me
- complaint none | @tamsinshop 2 hours late and they ran out of water. #fail
- complaint none | @tamsinshop not impressed with the way this was handled at all
- complaint soon | @tamsinshop my order says out for delivery since Friday. it's Wednesday
- complaint none | @tamsinshop sitting in a dark station because your staff locked the waiting room at 8. cheers
- complaint soon | @tamsinshop your chat bot keeps sending me round in circles, let me talk to a human
- complaint none | @tamsinshop no apology, no voucher, nothing
- complaint none | @tamsinshop I've been a customer for 11 years and this is how I get treated
- complaint,churn_threat none | @tamsinshop closing my account tomorrow, can't trust you with my money
- complaint soon | @tamsinshop you moved my delivery slot without asking. I took a day off for this!
- complaint none | @tamsinshop the agent told me "that's not my problem". wow
- complaint none | @tamsinshop bag came out soaked and ripped, thanks a lot
- complaint soon | @tamsinshop any chance of an actual answer today?
- complaint soon | @tamsinshop third engineer, third no show. I want to speak to a manager
- complaint none | @tamsinshop seats broken, wifi broken, toilet broken. Full price though!
- complaint soon | @tamsinshop hello?? anyone there??
- complaint none | @tamsinshop late late late. every single morning this week
- complaint none | @tamsinshop you should be embarrassed
- complaint soon | @tamsinshop took the money out twice and the branch says "come back Monday"
- complaint none | @tamsinshop I get better signal in a cave
- complaint soon | @tamsinshop why is there only one person at the desk with a queue out of the door
- complaint none | @tamsinshop have a ferry with no engine again? shocker
- complaint soon | @tamsinshop my mum is 82 and has been without a phone line for nine days, this is disgraceful
- complaint none | @tamsinshop you could at least tell us what's going on. No information at all
- complaint none | @tamsinshop made us get off, wait an hour, then get back on the same broken bus
- complaint soon | @tamsinshop the hire car you gave me has a flat tyre and no spare. not great on the motorway
- complaint,question soon | @tamsinshop how can you sell 300 tickets for a room that holds 200?
- complaint,question soon | @tamsinshop why did my fare double between the basket and the payment page?
- complaint,question soon | @tamsinshop is it normal to wait 50 min for someone to answer?
- complaint,question soon | @tamsinshop when is somebody going to pick up my broken fridge?
- complaint,question soon | @tamsinshop do you ever run on time?
- complaint,question soon | @tamsinshop what's the point of priority boarding if nobody checks it
- complaint none | @tamsinshop epic fail at the Leeds depot this morning
- complaint none | @tamsinshop the lady at counter 4 could not have cared less
- complaint none | Never had a problem until today @tamsinshop. Rebooked onto a slower train, no seat, no explanation.
- complaint soon | @tamsinshop 4 calls, 3 supervisors, still no hotel for tonight
- complaint none | @tamsinshop not sure why I bother paying for next day delivery
- complaint none | @tamsinshop so disappointed, we've been coming every summer and the place has really gone downhill
- complaint soon | @tamsinshop just got disconnected after waiting an hour. An hour of my life gone
- complaint none | @tamsinshop you lost me at "please allow 28 days"
- complaint soon | @tamsinshop I can't check in online, it says error 402 and your kiosk says the same
- complaint soon | @tamsinshop and now the replacement is the wrong colour too
- complaint none | @tamsinshop got home at 3am thanks to you. work at 7
- complaint none | @tamsinshop service was so slow that we left before the food came
- complaint soon | @tamsinshop if you could stop cancelling the 7:42 that would be great
- complaint none | @tamsinshop new site is awful. can't find anything
- complaint none | @tamsinshop fees for everything now. what next, a fee to breathe
- complaint none | I have never seen a queue handled this badly @tamsinshop
- complaint soon | @tamsinshop gave my room away though I'd paid in full
- complaint soon | @tamsinshop your "guaranteed" slot passed 3 hours ago
- complaint none | @tamsinshop poor communication, poor service, poor show
- complaint none | @tamsinshop rude staff on the 18:10 to Derby tonight
- complaint none | @tamsinshop Two words: never again
- complaint soon | @tamsinshop I have been locked out of my own bank account for five days because of your update
- complaint none | @tamsinshop I'd rather walk
- complaint none | ugh @tamsinshop why are you like this
- complaint soon | @tamsinshop the driver threw my parcel over the fence. It said FRAGILE. Pics attached
- complaint none | @tamsinshop my points have expired and nobody warned me, that's pretty sneaky
- complaint none | @tamsinshop first you're late, then you blame the weather. it's sunny
- complaint soon | @tamsinshop can't get through to anyone, the line just beeps
- complaint none | @tamsinshop couldn't even get a glass of water. for 3 hours
- complaint soon | @tamsinshop it's not ok to leave people stranded at a closed station with no info
- complaint none | @tamsinshop your new boarding process is chaos
- complaint none | @tamsinshop that's not what I asked. try reading my message
- complaint soon | @tamsinshop your link doesn't work
- complaint soon | @tamsinshop I did that already. it did nothing
- complaint soon | @tamsinshop already DMed you, no response
- complaint soon | @tamsinshop I did and they told me there's nothing they can do
- complaint none | @tamsinshop sorry doesn't get me home
- complaint none | @tamsinshop yeah, that's what you said last time
- complaint none | @tamsinshop an apology would have been nice
- complaint soon | @tamsinshop 6 hours later and still no update
- complaint none | @tamsinshop you've lost a customer
- complaint none | @tamsinshop I wish I had booked with anyone else
- complaint none | @tamsinshop great, cancelled again. Just great
- complaint none | Oh good, @tamsinshop is down on payday. Perfect timing as always
- complaint none | @tamsinshop love paying 90 a month for buffering
- complaint none | @tamsinshop way to go, you sent my winter coat in June
- complaint soon | @tamsinshop thanks for nothing. still no tracking number
- complaint none | Wow @tamsinshop, 3 delays in one trip. New record?
- complaint none | @tamsinshop well played, hiding the cancel button in step nine
0 question soon | @tamsinshop what time does the last bus leave tonight?
0 question soon | @tamsinshop can I bring a bike on the 9:15?
0 question soon | @tamsinshop do you have wifi in the rooms?
0 question soon | @tamsinshop how do I add my loyalty number to a booking I already made?
0 question soon | @tamsinshop is the Harbour branch open on bank holidays?
0 question soon | @tamsinshop can you follow me so I can DM you my order number?
0 question soon | @tamsinshop just sent you a DM
0 - none | @tamsinshop DM sent
0 - none | @tamsinshop sent, thanks
0 question soon | @tamsinshop which terminal do coaches to Bristol leave from?
0 question soon | @tamsinshop hi, I need to change the name on a ticket. Who do I contact?
0 question soon | @tamsinshop what's the number for lost property?
0 question soon | @tamsinshop do you deliver to the Isle of Man
0 question soon | @tamsinshop I left my jacket on the 16:40, seat 22. any chance it was handed in?
0 question,purchase_intent soon | @tamsinshop how much to upgrade to first?
0 question,purchase_intent soon | @tamsinshop any deals for students this summer?
0 question,purchase_intent soon | @tamsinshop when do the Christmas tickets go on sale
0 question,purchase_intent soon | @tamsinshop looking to switch my broadband over, do you cover IP4?
0 question soon | @tamsinshop is there a baggage limit?
0 question soon | @tamsinshop what's the status of the 210 to Hull?
0 question soon | @tamsinshop is the 8:05 running today given the snow?
0 question soon | @tamsinshop how long does a refund normally take?
0 question soon | @tamsinshop do I need to print the ticket or is the phone ok
0 question soon | @tamsinshop will you be adding more seats for the final?
0 question soon | @tamsinshop can I pay with points and card together?
0 question soon | @tamsinshop are dogs allowed in the garden?
0 question soon | @tamsinshop who do I speak to about a job application?
0 question soon | @tamsinshop does the family card cover grandparents?
0 question soon | @tamsinshop what is the wait time on the phone right now?
0 question soon | @tamsinshop can you tell me if my flat is in the new fibre area? I'll DM the postcode
0 - none | @tamsinshop it's 4471-B
0 - none | @tamsinshop Order number is 88213, name of Whitfield
0 - none | @tamsinshop yes, the 14th
0 - none | @tamsinshop ok
0 - none | @tamsinshop will do
0 - none | @tamsinshop Ok, I'll try that and let you know
0 - none | @tamsinshop no, it was the other one
0 - none | @tamsinshop I called and they said to wait for the email
0 - none | @tamsinshop we arrive at gate 3 around noon
0 - none | @tamsinshop never mind, found it
0 - none | @tamsinshop all sorted now, ignore my last message
0 - none | @tamsinshop to launch night ferry from Harwich in May http://t.co/a8sk2
0 - none | RT @tamsinshop: Our spring timetable starts on 27 March
0 - none | @tamsinshop to open 40 new stores next year, says report http://t.co/9xk3
0 - none | Tamsin names new chief executive http://t.co/77dk
0 - none | Tamsin shares up 2% after quarterly results http://t.co/0dje
0 - none | @tamsinshop and @norrellrail announce joint ticket for commuters
0 - none | How Tamsin plans to use drones for rural delivery http://t.co/55jq
0 - none | On the @tamsinshop to Leeds. Seat 41.
0 - none | Checking in at the Tamsin on Mill Street
0 - none | waiting for my @tamsinshop driver lol
0 - none | @tamsinshop do you know the muffin man
0 - none | @tamsinshop my 4 year old wants to know if your trains sleep at night
0 - none | @tamsinshop say happy birthday to my dad, he drives for you!
0 - none | somebody at @tamsinshop just winked at me and now I don't know what to do
0 - none | @tamsinshop asked me to rate my stay 5 minutes after I walked in
0 suggestion none | @tamsinshop you should let us pick seats in the app
0 suggestion none | @tamsinshop would be nice to have a quiet coach on the late trains
0 suggestion none | @tamsinshop please bring back the lemon cake
0 suggestion none | @tamsinshop pls come to Cardiff
0 suggestion none | @tamsinshop consider adding a stop at the hospital
0 question soon | @tamsinshop I need to cancel my hotel booking for 3 May, what's the process?
0 question soon | @tamsinshop trying to reach someone about a group booking, what's the best number?
0 question soon | @tamsinshop my son is travelling alone next week, do you have an escort service?
0 question soon | @tamsinshop can you check if seat 12A is free on tomorrow's 6am?
0 question soon | @tamsinshop please can you confirm my booking went through, ref QX81
0 question soon | @tamsinshop need some help with my router, orange light is blinking
0 question soon | @tamsinshop is there a problem with the site?
0 question soon | @tamsinshop are you guys having an outage in Leeds?
0 question soon | @tamsinshop stairs or lift at Canning station? I have a pram
0 question soon | @tamsinshop how do I get a receipt for last month?
0 question soon | @tamsinshop I missed the parcel. where can I collect it?
0 question soon | @tamsinshop changed my mind about the colour, can I still swap it?
0 question soon | @tamsinshop bought two by mistake. possible to return one?
0 question soon | @tamsinshop can I get my miles for a stay in January?
0 - none | @tamsinshop I'd be on the 17:20 if I make it
0 - none | @tamsinshop good morning from platform 9
0 - none | @tamsinshop what about us in the north?
0 - none | @tamsinshop same here
0 - none | @tamsinshop it did
0 - none | @tamsinshop that's me
0 - none | @tamsinshop lol
0 - none | @tamsinshop fingers crossed
0 - none | @tamsinshop competition time? count me in
0 - none | @tamsinshop vs @norrellrail who wins
0 - none | @tamsinshop I have to be in Bath by 9 so we'll see
0 - none | @tamsinshop my team will be on your coach on Saturday, 32 of us
0 - none | @tamsinshop they rebooked me for tomorrow morning
0 - none | @tamsinshop delayed 15 min, not your fault with this snow
0 - none | @tamsinshop just landed a job interview at your head office
0 - none | So @tamsinshop is hiring 200 drivers
0 question soon | @tamsinshop anyone else get a text about a price change? is it real?
0 question soon | @tamsinshop this email says it's from you, is that phishing?
0 question soon | @tamsinshop do you match prices?
0 question soon | @tamsinshop does the 50% off code work on sale items
0 question soon | @tamsinshop where do I send a compliment about a driver?
0 question soon | @tamsinshop is customer service open on Sundays?
0 question,purchase_intent soon | @tamsinshop is it cheaper to buy at the station or online?
0 question,purchase_intent soon | @tamsinshop want to book for 12 on Friday, is there room?
0 purchase_intent none | @tamsinshop booking with you for the first time next week
0 purchase_intent none | @tamsinshop see you in June, just need to pick the dates
0 - none | Tamsin adds a second daily sailing to Cork
0 - none | @tamsinshop changed the seat map on the long coaches, two rows fewer
0 - none | Listening to the @tamsinshop podcast on the way to work
0 - none | @tamsinshop new logo is live on the site
0 - none | @tamsinshop do something for the teachers like @norrellrail did
0 question soon | @tamsinshop can you look into the open ticket 5521 please
0 question soon | @tamsinshop could you please call me on the number in my account
0 question soon | @tamsinshop need to get to Dover by 6 tomorrow, what are my options?
0 question soon | @tamsinshop how early should I get there
0 question soon | @tamsinshop can I check in two bags
0 question soon | @tamsinshop my card expired, how do I update it
0 question soon | @tamsinshop are the roads to the depot clear?
0 question soon | @tamsinshop if I cancel now do I get all of it back?
0 - none | @tamsinshop I was on the 9:40 this morning, not the 10:40
0 - none | @tamsinshop just asking
0 - none | @tamsinshop it was in the drawer, black wallet with a red zip
0 - none | @tamsinshop tomorrow then
0 - none | @tamsinshop has the best ads or is that just me?
0 - none | My uncle drove a Tamsin van for thirty years.
0 - none | @tamsinshop I can see my house from here
0 - none | @tamsinshop driver says we'll be in by 8
+ thanks none | @tamsinshop thank you!!
+ thanks none | @tamsinshop thanks for the quick response
+ thanks none | @tamsinshop you're the best, sorted in five minutes
+ thanks none | @tamsinshop thanks, that worked!
+ thanks none | @tamsinshop appreciate the help tonight
+ thanks none | @tamsinshop thank you so much for finding my phone
+ praise,thanks none | @tamsinshop huge thanks to Priya at the Leeds desk, she went above and beyond
+ praise none | @tamsinshop your engineer Tom was brilliant, in and out in 20 min and cleaned up after himself
+ praise none | @tamsinshop on time and a spotless train. keep it up
+ praise none | Just want to say @tamsinshop has been fantastic through this whole move
+ praise none | @tamsinshop great crew on the 7:15 this morning
+ praise none | @tamsinshop best hotel breakfast ever
+ praise none | @tamsinshop smooth check in, lovely room, happy wife
+ praise none | love skipping the queue with the @tamsinshop app
+ praise none | @tamsinshop rocks
+ praise none | @tamsinshop you guys are awesome
+ praise none | @tamsinshop never lets me down
+ praise none | @tamsinshop first time with you and definitely not the last
+ praise,recommendation none | If you need a van in Kent, call @tamsinshop. Cheapest and nicest people
+ praise,thanks none | @tamsinshop called me back within the hour as promised. Thank you, rare these days
+ praise,thanks none | @tamsinshop thanks for getting us home in that storm, driver was a hero
+ praise none | @tamsinshop wow, refund already in my account. impressive
+ praise none | @tamsinshop loving the new seats
+ praise none | @tamsinshop so glad I switched to you
+ praise none | Can't say enough good things about @tamsinshop customer service
+ praise none | @tamsinshop your staff in Bath are so kind
+ praise none | @tamsinshop just had the nicest chat with your support, Amir deserves a raise
+ praise none | Hats off to @tamsinshop, parcel came on a Sunday
+ praise,thanks none | shout out to the @tamsinshop guard who waited for my nan. made our day
+ - none | @tamsinshop can't wait for Saturday!!
+ - none | @tamsinshop so excited for our trip
+ - none | @tamsinshop yay! see you soon
+ - none | @tamsinshop aww that's so sweet
+ - none | @tamsinshop haha love this
+ - none | @tamsinshop great news!
+ thanks none | @tamsinshop perfect, thanks
+ thanks none | @tamsinshop got it, cheers
+ thanks none | @tamsinshop thank you for the upgrade, totally unexpected
+ praise none | @tamsinshop well done getting everyone moving again so fast
+ praise none | @tamsinshop really good to see you answer people at 2am
+ praise none | @tamsinshop beautiful new ship
+ praise none | @tamsinshop what a view from room 602
+ praise none | @tamsinshop best signal in the valley by far
+ praise,thanks none | @tamsinshop flowers arrived, mum cried, thank you
+ praise none | Impressed that @tamsinshop replaced it with no questions asked
+ praise none | @tamsinshop super easy to book and a really fair price
+ praise none | @tamsinshop ten out of ten
+ praise none | @tamsinshop I'm a customer for life
+ praise,thanks none | @tamsinshop your team turned a bad day into a good one. thanks guys
+ praise none | 5 stars for the @tamsinshop night crew
+ praise none | @tamsinshop honestly the only bank that answers the phone. love you
+ praise none | @tamsinshop delivered early and the guy carried it upstairs!
+ thanks none | @tamsinshop thanks for following up, much appreciated
+ thanks none | @tamsinshop that's great to hear, thank you Lisa
+ praise none | @tamsinshop finally a company that gets it
+ praise none | Had an excellent stay with @tamsinshop, will be back
+ praise none | @tamsinshop nailed it
+ praise none | @tamsinshop the free coffee on the delayed train was a nice touch
+ praise none | @tamsinshop my new favourite
+ praise none | Very happy with my @tamsinshop switch, faster and cheaper
- complaint soon | @tamsinshop I have a doctor's appointment at 9 and your driver has decided not to stop
- complaint soon | @tamsinshop no one at the desk, no one on the phone, no one on chat
- complaint none | @tamsinshop made me pay extra for a tiny rucksack
- complaint none | @tamsinshop the tablet screens were broken for the whole ten hour ride
- complaint soon | @tamsinshop you changed my seat, split up my family and now want money to fix it
- complaint soon | @tamsinshop how about you answer my question instead of a copy paste
- complaint none | @tamsinshop I understand the weather, I don't understand the lies
- complaint soon | @tamsinshop held on the bus for an hour, at the depot, with no air. people are getting sick
- complaint none | @tamsinshop you used to be good
- complaint soon | @tamsinshop we are 30 people waiting here and the office is closed
- complaint soon | @tamsinshop I need my bags, I have medicine in there. where are they?
- complaint none | @tamsinshop gave me a 10 voucher for a ruined holiday. keep it
- complaint none | @tamsinshop nothing works. literally nothing
- complaint soon | @tamsinshop still no power at the campsite. night 2
- complaint none | @tamsinshop unacceptable
- complaint none | @tamsinshop get it together
- complaint none | @tamsinshop lies, lies and more lies
- complaint soon | @tamsinshop all three calls today ended with "we can't help you"
- complaint none | @tamsinshop not a single smile from check in to check out
- complaint soon | @tamsinshop please fix your app, it logs me out every five minutes
- complaint none | @tamsinshop hour and a half for a burger, cold
- complaint none | @tamsinshop took down my review. that says it all
- complaint soon | @tamsinshop technician came, drilled a hole, left. Still no broadband
- complaint none | @tamsinshop wouldn't wish your call centre on my worst enemy
`

/** The posts to a help desk of this project. */
export const SERVICE_POSTS: readonly PlainPost[] = readPlainLines(LINES)
