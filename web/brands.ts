/** A brand of the desk. */
export interface ChosenBrand {
  id: string
  name: string
  zone: string
  /** Whether anybody works for it; nobody does where it is only compared. */
  isServed: boolean
}

/** All of them, oldest first, and the one whose pages are shown; null on an empty desk. */
export interface Brands {
  all: readonly ChosenBrand[]
  shown: ChosenBrand | null
}
