/** Words that end an operation, the same in all versions that have them. */
export const firmwareEnds = {
  done: ['Installed'],
  failed: ['DownloadFailed', 'InstallationFailed', 'InstallVerificationFailed', 'InvalidSignature'],
}

/** Words that end the upload of a log. */
export const logEnds = {
  done: ['Uploaded'],
  failed: [
    'UploadFailure',
    'UploadFailed',
    'BadMessage',
    'NotSupportedOperation',
    'PermissionDenied',
    'AcceptedCanceled',
  ],
}
