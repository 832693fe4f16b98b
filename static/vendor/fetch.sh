#!/bin/sh
# Takes the component library, the icons and the typeface from the npm registry and keeps only what pages load.
# Run it by hand after changing a version or icons.txt, look at the result, commit it. htmx comes with django-htmx.
set -eu

TABLER=1.6.1
ICONS=3.51.0
INTER=5.3.0

here=$(cd "$(dirname "$0")" && pwd)
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
take "@fontsource-variable/inter@$INTER" inter

grep -v '^/\*# sourceMappingURL' core/dist/css/tabler.min.css > "$here/tabler.min.css"
cp inter/files/inter-latin-wght-normal.woff2 inter/files/inter-latin-ext-wght-normal.woff2 "$here/"
cp icons/LICENSE "$here/tabler-icons.LICENSE"
cp inter/LICENSE "$here/inter.LICENSE"

{
    printf '<svg xmlns="http://www.w3.org/2000/svg">\n'
    while read -r name; do
        [ -n "$name" ] || continue
        printf '<symbol id="%s" viewBox="0 0 24 24">' "$name"
        sed -e '/<!--/,/-->/d' -e '/<svg/,/>$/d' -e '/<\/svg>/d' -e '/M0 0h24v24H0z/d' "icons/icons/outline/$name.svg" | tr -d '\n' | sed 's/  */ /g'
        printf '</symbol>\n'
    done < "$here/icons.txt"
    printf '</svg>\n'
} > "$here/icons.svg"

printf '@tabler/core %s MIT\n@tabler/icons %s MIT\n@fontsource-variable/inter %s OFL-1.1\n' \
    "$TABLER" "$ICONS" "$INTER" > "$here/VERSIONS"
