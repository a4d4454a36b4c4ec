/** Tests of the commands that look inside of servers. */
@NullMarked
package dev.isochrone.cli.inside;

import org.jspecify.annotations.NullMarked;
