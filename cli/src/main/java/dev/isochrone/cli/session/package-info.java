/** How several commands are one session. */
@NullMarked
package dev.isochrone.cli.session;

import org.jspecify.annotations.NullMarked;
