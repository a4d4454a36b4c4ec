/** {@code isochrone cert}, and the options by which every command speaks TLS. */
@NullMarked
package dev.isochrone.cli.certificate;

import org.jspecify.annotations.NullMarked;
