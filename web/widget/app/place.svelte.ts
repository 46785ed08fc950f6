// Where the visitor is: the address of the page around the frame.

export class Place {
  url = $state(document.referrer);
}
