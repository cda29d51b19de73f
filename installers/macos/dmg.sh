#!/usr/bin/env bash
# dmg.sh APP OUT.dmg   puts the application into a disk image beside a link to /Applications.
# With MACOS_SIGNING_IDENTITY the application is signed anew from the inside out, each time with the entitlements: signed
# without them it hears exact zeros. With MACOS_NOTARY_PROFILE (a keychain profile of notarytool) Apple notarises it.
# Never run: there was no Mac.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
app=$1 out=$2
if [ -n "${MACOS_SIGNING_IDENTITY:-}" ]; then
  sign=(codesign --force --timestamp --options runtime --entitlements "$here/entitlements.plist" --sign "$MACOS_SIGNING_IDENTITY")
  find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -exec "${sign[@]}" {} \;
  "${sign[@]}" "$app/Contents/MacOS/readiness" "$app"
  codesign --verify --deep --strict "$app"
fi
stage=$(mktemp -d); trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
rm -f "$out"
hdiutil create -quiet -volname Readiness -srcfolder "$stage" -format UDZO "$out"
if [ -n "${MACOS_NOTARY_PROFILE:-}" ]; then
  xcrun notarytool submit "$out" --keychain-profile "$MACOS_NOTARY_PROFILE" --wait
  xcrun stapler staple "$out"
fi
