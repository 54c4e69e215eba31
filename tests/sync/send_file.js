// SPDX-License-Identifier: MIT
// Sends a file with the stock tus client, as the JSON of its argument says; prints the upload's URL. With a storage for
// URLs it goes on with what it finds there, as Uppy does.
import { readFileSync } from 'node:fs';
import { FileUrlStorage, Upload } from 'tus-js-client';

const { file, token, storage, ...options } = JSON.parse(process.argv[2]);
const upload = new Upload(readFileSync(file), {
  headers: { Authorization: `Bearer ${token}` },
  retryDelays: [],
  ...(storage ? { urlStorage: new FileUrlStorage(storage) } : {}),
  ...options,
  onSuccess: () => console.log(new URL(upload.url).pathname),
  onError: (error) => {
    console.error(String(error));
    process.exitCode = 1;
  },
});
const [previous] = await upload.findPreviousUploads();
if (previous) upload.resumeFromPreviousUpload(previous);
upload.start();
