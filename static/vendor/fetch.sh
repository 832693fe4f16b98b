#!/bin/sh
# Takes the component library, the icons, the charts, the reader of barcodes and the typeface from the npm registry, and
# cuts out what pages load.
# Run it by hand after changing a version or icons.txt, look at the result, commit it. `make vendor` cuts out again
# without the network. htmx comes with django-htmx.
set -eu

TABLER=1.6.1
ICONS=3.51.0
INTER=4.1.1
UPLOT=1.6.32
ZXING=3.1.6

here=$(cd "$(dirname "$0")" && pwd)
served=$here
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

take() { # package@version, folder
    file=$(npm pack --silent "$1")
    mkdir "$2"
    tar -xzf "$file" -C "$2" --strip-components=1
}

take "@tabler/core@$TABLER" core
take "@tabler/icons@$ICONS" icons
take "inter-ui@$INTER" inter
take "uplot@$UPLOT" uplot
take "zxing-wasm@$ZXING" zxing

grep -v '^/\*# sourceMappingURL' core/dist/css/tabler.min.css > "$here/whole/tabler.min.css"
cp inter/variable/InterVariable.woff2 "$here/whole/"
cp icons/LICENSE "$served/tabler-icons.LICENSE"
cp inter/LICENSE.txt "$served/inter.LICENSE"
cp uplot/LICENSE "$served/uplot.LICENSE"
cp uplot/dist/uPlot.iife.min.js "$served/uplot.js"
cp uplot/dist/uPlot.min.css "$served/uplot.css"
cp zxing/LICENSE "$served/zxing-wasm.LICENSE"
cp "$here"/../../.venv/lib/python3.*/site-packages/zxing_cpp-*.dist-info/licenses/LICENSE "$served/zxing-cpp.LICENSE" # what it is built from
cp zxing/dist/reader/zxing_reader.wasm "$served/zxing.wasm"
# by itself it would look for the rest on a host of others
sed 's#https://[^`]*/dist/##' zxing/dist/iife/reader/index.js > "$served/zxing.js"

{
    printf '<svg xmlns="http://www.w3.org/2000/svg">\n'
    while read -r name; do
        [ -n "$name" ] || continue
        printf '<symbol id="%s" viewBox="0 0 24 24">' "$name"
        sed -e '/<!--/,/-->/d' -e '/<svg/,/>$/d' -e '/<\/svg>/d' -e '/M0 0h24v24H0z/d' "icons/icons/outline/$name.svg" | tr -d '\n' | sed 's/  */ /g'
        printf '</symbol>\n'
    done < "$served/icons.txt"
    printf '</svg>\n'
} > "$served/icons.svg"

printf '@tabler/core %s MIT\n@tabler/icons %s MIT\ninter-ui %s OFL-1.1\nuplot %s MIT\nzxing-wasm %s MIT AND Apache-2.0\n' \
    "$TABLER" "$ICONS" "$INTER" "$UPLOT" "$ZXING" > "$served/VERSIONS"

cd "$here/../.."
.venv/bin/python -m backoffice.vendor
