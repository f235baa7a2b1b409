/** Shapes that several Embed and Ramp sections share. */

/** The envelope of Embed and Ramp; failures come as HTTP errors and reject. */
export interface EmbedAnswer<Result> {
  result: Result;
}

/** An amount of an asset. */
export interface EmbedAmount {
  asset: string;
  amount: string;
}

/** An amount of an asset whose class may be given. */
export interface EmbedClassedAmount extends EmbedAmount {
  asset_class?: string;
}

/** Addresses of neighbouring pages. */
export interface EmbedPageLinks {
  self?: string;
  first?: string;
  last?: string;
  prev?: string;
  next?: string;
}

/** Where a page stands among the others. */
export interface EmbedPageMeta {
  total_items?: number;
  total_pages?: number;
  page_size?: number;
  page_number?: number;
}
