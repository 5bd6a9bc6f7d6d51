import type { CasesTables } from './tables/cases.ts'
import type { CorrectionsTables } from './tables/corrections.ts'
import type { CustomersTables } from './tables/customers.ts'
import type { DeliveryTables } from './tables/delivery.ts'
import type { FeedbackTables } from './tables/feedback.ts'
import type { FiguresTables } from './tables/figures.ts'
import type { HouseTables } from './tables/house.ts'
import type { ListeningTables } from './tables/listening.ts'
import type { MentionsTables } from './tables/mentions.ts'
import type { PeopleTables } from './tables/people.ts'
import type { PrivacyTables } from './tables/privacy.ts'
import type { RepliesTables } from './tables/replies.ts'
import type { StaffTables } from './tables/staff.ts'

/** Every table as Kysely sees it; portable columns only: times are epoch ms, booleans 0 or 1, JSON is text. */
export interface Schema
  extends ListeningTables,
    MentionsTables,
    CorrectionsTables,
    PeopleTables,
    CustomersTables,
    FeedbackTables,
    PrivacyTables,
    CasesTables,
    RepliesTables,
    StaffTables,
    DeliveryTables,
    FiguresTables,
    HouseTables {}
