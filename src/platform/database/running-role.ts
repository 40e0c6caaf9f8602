export interface RunningRole {
  /** Who reads and writes the tables, and owns nothing. */
  readonly runningRole: string
  /** Set when one login does everything: the sessions of the service take on the running role. */
  readonly sessionRole: string | undefined
}

const standardRole = 'follow_through_app'

/** With two logins, the service's own is the running role; with one, its sessions put the owner's rights away. */
export function runningRoleOf ({ url, ownerUrl }: { readonly url: string, readonly ownerUrl: string }): RunningRole {
  const [login, owner] = [url, ownerUrl].map((address) => decodeURIComponent(new URL(address).username))
  const apart = login !== undefined && login !== owner
  return { runningRole: apart ? login : standardRole, sessionRole: apart ? undefined : standardRole }
}
