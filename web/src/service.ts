// What the server says about its images. All addresses are relative to the page, so that a path prefix before it is kept.

/** One published image, as `api/v1/images` lists it. */
export interface Image {
  /** The identifier, decoded: `maps/italy.jpg`. */
  id: string;
  /** Address of its description, as the server writes it. */
  info: string;
}

/** The server's answer; `total` may be more than `images` has. */
export interface Listing {
  images: Image[];
  total: number;
}

/** The parts of an image's description that the page shows. https://iiif.io/api/image/3.0/#5-image-information */
export interface Info {
  id: string;
  width: number;
  height: number;
}

export async function read_json<T>(address: string): Promise<T> {
  const answer = await fetch(address, { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${address}: the server answers ${answer.status}`);
  return (await answer.json()) as T;
}

export const read_listing = () => read_json<Listing>('api/v1/images');
export const read_info = (image: Image) => read_json<Info>(info_address(image));

/** "…clients MUST encode / ? # [ ] @ %": https://iiif.io/api/image/3.0/#9-uri-encoding-and-decoding */
const base_address = (image: Image) => new URL(`iiif/3/${encodeURIComponent(image.id)}`, document.baseURI).href;

export const page_address = (path: string) => new URL(path, document.baseURI).href;
export const info_address = (image: Image) => `${base_address(image)}/info.json`;
export const thumbnail_address = (image: Image) => `${base_address(image)}/full/!400,300/0/default.jpg`;

/** The last part of the identifier without its extension, made readable: `a/milky-way.jpg` → `Milky way`. */
export function title_of(image: Image): string {
  const name = image.id.slice(image.id.lastIndexOf('/') + 1).replace(/\.[A-Za-z0-9]{2,5}$/, '');
  const words = name.replace(/[-_]+/g, ' ').trim() || image.id;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
