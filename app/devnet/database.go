// SPDX-License-Identifier: Apache-2.0

package devnet

import (
	"errors"
	"path/filepath"
	"sync"

	cmtdb "github.com/cometbft/cometbft-db"
	cmtcfg "github.com/cometbft/cometbft/config"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/cosmos/cosmos-sdk/store/v2/snapshots"
)

// databases opens a node's databases and closes every one when the node stops: CometBFT leaves its indexer's open, which is nothing to a
// process that ends, but a lock to the same node starting again in this one. Databases in memory outlive a stop, as files do.
type databases struct {
	backend dbm.BackendType
	home    string

	memApp  dbm.DB
	memSnap dbm.DB
	mem     map[string]cmtdb.DB

	mu   sync.Mutex
	open []*closeOnce
}

func newDatabases(backend dbm.BackendType, home string) *databases {
	return &databases{backend: backend, home: home, mem: map[string]cmtdb.DB{}}
}

// application opens the application's state.
func (d *databases) application() (dbm.DB, error) {
	if d.backend == dbm.MemDBBackend {
		if d.memApp == nil {
			d.memApp = dbm.NewMemDB()
		}
		return d.memApp, nil
	}
	return dbm.NewDB("application", d.backend, filepath.Join(d.home, "data"))
}

// snapshots opens the store of state snapshots.
func (d *databases) snapshots() (*snapshots.Store, error) {
	dir := filepath.Join(d.home, "data", "snapshots")
	if d.backend == dbm.MemDBBackend {
		if d.memSnap == nil {
			d.memSnap = dbm.NewMemDB()
		}
		return snapshots.NewStore(d.memSnap, dir)
	}
	db, err := dbm.NewDB("metadata", d.backend, dir)
	if err != nil {
		return nil, err
	}
	return snapshots.NewStore(db, dir)
}

// comet opens one of the consensus engine's databases.
func (d *databases) comet(c *cmtcfg.DBContext) (cmtdb.DB, error) {
	if d.backend == dbm.MemDBBackend {
		if d.mem[c.ID] == nil {
			d.mem[c.ID] = cmtdb.NewMemDB()
		}
		return d.mem[c.ID], nil
	}
	db, err := cmtdb.NewDB(c.ID, cmtdb.BackendType(d.backend), c.Config.DBDir())
	if err != nil {
		return nil, err
	}
	once := &closeOnce{DB: db}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = append(d.open, once)
	return once, nil
}

func (d *databases) closeComet() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	var errs []error
	for _, db := range d.open {
		errs = append(errs, db.Close())
	}
	d.open = nil
	return errors.Join(errs...)
}

// closeOnce lets both CometBFT and databases close it; a second Close of pebble panics.
type closeOnce struct {
	cmtdb.DB
	once sync.Once
	err  error
}

func (c *closeOnce) Close() error {
	c.once.Do(func() { c.err = c.DB.Close() })
	return c.err
}
