/** What the house itself needs to run. */
export interface HouseTables {
  setting: SettingTable
  lease: LeaseTable
}

interface SettingTable {
  key: string
  value: string
  updated_at: number
  updated_by: string
}

interface LeaseTable {
  name: string
  owner: string
  token: number
  until_at: number
}
