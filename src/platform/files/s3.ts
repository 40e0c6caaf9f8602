import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Disk } from 'flydrive'
import type { Place } from './store.ts'

/**
 * A bucket: `s3://bucket?region=eu-west-2&endpoint=https://…`. An object is there
 * whole or not at all by S3's own promise. The SDK is large, and only needed
 * here: it is installed beside the service by those who use it (decision 0009),
 * and finds its credentials as it always does.
 */
export function openBucket (storageUrl: URL, dataFolder: string): Place {
  let opening: Promise<Disk> | undefined
  const disk = async (): Promise<Disk> => {
    opening ??= connect(storageUrl)
    return await opening
  }
  return {
    waitingRoom: join(dataFolder, 'waiting'),
    disk,
    place: async (path, key, size) => {
      const content = createReadStream(path)
      await (await disk()).putStream(key, content, { contentType: 'application/octet-stream', contentLength: size }).finally(() => { content.destroy() })
      await rm(path, { force: true })
    }
  }
}

async function connect (storageUrl: URL): Promise<Disk> {
  const { S3Driver } = await import('flydrive/drivers/s3').catch((error: unknown) => {
    throw new Error('STORAGE_URL is a bucket, and the SDK for it is not installed: npm install @aws-sdk/client-s3 @aws-sdk/s3-request-presigner', { cause: error })
  })
  const endpoint = storageUrl.searchParams.get('endpoint')
  return new Disk(new S3Driver({
    bucket: storageUrl.hostname,
    visibility: 'private',
    supportsACL: false, // the bucket's own policy keeps it private; most stores have no ACLs any more
    region: storageUrl.searchParams.get('region') ?? 'eu-west-2',
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true })
  }))
}
