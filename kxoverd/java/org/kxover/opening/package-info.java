/**
 * The services that an administrator has opened to users of other realms. The guard in the KDC
 * reads the string attribute {@code kxover.open} of a service, and this package sets, deletes and
 * lists it.
 *
 * <p>Only the administrator's program uses this package, with the administrator's own rights. The
 * daemon has no rights on services. {@link org.kxover.opening.ServiceRequest} builds every request
 * for kadmin, and builds none that changes anything but this one attribute of a service.
 */
package org.kxover.opening;
