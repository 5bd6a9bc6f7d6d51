/** Classes of a feeling and of an urgency, in the order of every head that tells them. */
export const FEELINGS = ['negative', 'neutral', 'positive'] as const
export const URGENCIES = ['emergency', 'soon', 'none'] as const
