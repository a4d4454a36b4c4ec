/** Tests of {@link dev.isochrone.local.proxy}, with the real server where there is one. */
@NullMarked
package dev.isochrone.local.proxy;

import org.jspecify.annotations.NullMarked;
